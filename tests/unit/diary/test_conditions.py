"""What people call their episodes says which condition it is."""

import pytest

from offwatch.diary.conditions import condition_of


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("menstrual", "Period|periods|Periode|meine Tage|Regelblutung|Regel|Menses|règles"),
        ("migraine", "migraine|Migraines|Migräne|Migräneattacken|menstrual migraine|migraña"),
        ("headache", "headache|Headaches|Kopfschmerzen|Kopfweh|tension headache|maux de tête"),
        ("cluster", "cluster|cluster headaches|Clusterkopfschmerz"),
        ("seizure", "seizure|Seizures|Anfall|Anfälle|Krampfanfälle|epileptic|seizure cluster"),
        ("flare", "flare|Flares|flare-up|lupus flare|Schub|Schübe|Rheumaschub"),
        (None, "rash|attack|Hustenanfall|periodontitis||it"),
    ],
)  # fmt: skip
def test_a_name_tells_of_its_condition(condition: str | None, names: str) -> None:
    """In the singular and plural, in several languages, whatever the case."""
    for name in names.split("|"):
        assert condition_of(name) == condition_of(f" {name.upper()} ") == condition, name
