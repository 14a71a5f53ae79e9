"""The code a member carries from desk to pad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput, Refused
from offwatch.wire import (
    code_key,
    is_proof,
    join_code,
    new_code,
    new_signing_key,
    prove_code,
    public_text,
    split_code,
    verify_desk,
)

DESK = public_text(new_signing_key())


@given(st.sampled_from([str.lower, str.upper]), st.sampled_from(["", "-", " ", " - "]))
def test_a_code_survives_how_people_type(case: object, gap: str) -> None:
    """Case, dashes and spaces do not matter."""
    secret = new_code()
    typed = join_code(secret, DESK).replace("-", gap)
    typed = typed.lower() if case is str.lower else typed
    assert split_code(typed)[0] == secret


def test_zero_and_one_are_read_as_the_letters_they_look_like() -> None:
    """The alphabet has no 0 and no 1, so they can only be O and I."""
    assert split_code("0" * 16 + "1" * 12) == ("O" * 16, "I" * 12)


@pytest.mark.parametrize("text", ["", "AAAA", "A" * 29, "8" * 28, "Ä" * 28])
def test_a_mistyped_code_is_named_as_such(text: str) -> None:
    """A code of the wrong length or alphabet says how one looks."""
    with pytest.raises(BadInput, match="seven groups") as caught:
        split_code(text)
    assert caught.value.code == "pair.code"


def test_another_desk_is_noticed_before_anything_is_said() -> None:
    """The fingerprint in the code is of one desk's key only."""
    _, fingerprint = split_code(join_code(new_code(), DESK))
    verify_desk(DESK, fingerprint)
    with pytest.raises(Refused) as caught:
        verify_desk(public_text(new_signing_key()), fingerprint)
    assert caught.value.code == "pair.other-desk"


def test_a_proof_is_for_one_code_one_pad_and_one_desk() -> None:
    """Whoever saw it cannot pair a key of their own with it, nor use it elsewhere."""
    key, other = code_key(new_code()), code_key(new_code())
    pad, stranger = public_text(new_signing_key()), public_text(new_signing_key())
    proof = prove_code(key, pad, DESK)
    assert is_proof(proof, key, pad, DESK)
    assert not is_proof(proof, other, pad, DESK)
    assert not is_proof(proof, key, stranger, DESK)
    assert not is_proof(proof, key, pad, stranger)


def test_a_proof_is_the_construction_that_the_threat_model_states() -> None:
    """HMAC-SHA-256 under the BLAKE2b-256 of the secret, over a label and both public keys."""
    import hashlib
    import hmac

    secret, pad = "ABCDEFGHIJKLMNOP", "11" * 32
    key = hashlib.blake2b(secret.encode(), digest_size=32).digest()
    said = b"offwatch pair 2" + bytes.fromhex(pad) + bytes.fromhex(DESK)
    assert code_key(secret) == key.hex()
    assert prove_code(key.hex(), pad, DESK) == hmac.digest(key, said, "sha256").hex()
