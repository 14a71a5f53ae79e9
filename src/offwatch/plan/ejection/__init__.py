"""Ejection chains: proofs and plans by exact search over chains of replacements."""
