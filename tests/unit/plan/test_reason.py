"""Reasons survive being stored, and are worded where they are read."""

from offwatch.plan.reason import CODES, Reason

VALUES: dict[str, str | int] = {"duty": "Night", "person": "Nia", "day": "2026-03-02", "n": 2}


def test_every_reason_is_stored_read_and_worded() -> None:
    for code in sorted(CODES):
        reason = Reason(code, VALUES, ("nurse", "driver"))
        assert Reason.read(reason.as_dict()) == reason
        said = reason.words()
        assert said.endswith("; qualified as nurse and driver")
        assert "{" not in said
        assert code not in said or code in ("moves", "joins", "rest")


def test_a_reason_of_a_later_version_is_said_by_its_code() -> None:
    assert Reason.read({"code": "another"}).words() == "another"
