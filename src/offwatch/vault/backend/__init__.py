"""Django's database backend for SQLCipher, named in ``DATABASES`` as its ``ENGINE``."""
