"""Stamps: which changes make a translation stale, and which do not."""

from __future__ import annotations

import hashlib

import pytest

from mkdocs_course.text.stamps import digest, normalised, units
from mkdocs_course.text.translations import State, check_stamps, page_states, stamped
from tests.pages import page

SOURCE = """
    ---
    description: Ce que dit la page.
    ---

    # Titre

    Introduction.

    ## Activité { #activity }

    Une phrase qui s’étend
    sur deux lignes.

    - un
    - deux

    ## Portfolio { #portfolio }

    Fin.
    """

TRANSLATION = """
    ---
    description: What the page says.
    ---

    # Title

    Introduction.

    ## Activity { #activity }

    One sentence.

    - one
    - two

    ## Portfolio { #portfolio }

    End.
    """


def marked() -> str:
    source, english = page(SOURCE), page(TRANSLATION, language="en")
    text = "\n".join(["---", "description: What the page says.", "---", *english.body.lines])
    return stamped(text, english, {unit.id: unit.hash for unit in units(source)})


def states(source: str, translation: str) -> dict[str, State]:
    return {
        state.section: state.state
        for state in page_states(page(source), page(translation, language="en"), "en")
    }


def test_a_hash_is_the_beginning_of_the_sha256_of_the_normalised_text() -> None:
    text = "## Activité\nUne phrase."
    assert normalised(text) == text
    assert digest(text) == hashlib.sha256(text.encode()).hexdigest()[:8]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Une phrase qui s’étend\nsur deux lignes.", "Une phrase qui s'étend sur deux lignes."),
        ("Est-ce vrai ?", "Est-ce vrai\u202f?"),
        ("Un : deux", "Un\u00a0: deux"),
        ("é", "e\u0301"),
        ("a\n\n\n\nb", "a\n\nb   \n"),
        ("## Titre { #old .note }\ntexte", "## Titre\ntexte"),
        ("texte <!-- une note -->", "texte"),
        ("- un\n- deux", "- un\n\n- deux"),
        ("Un  mot.", "Un mot."),
        ("```\na\n```", "```\na  \n```"),
        ("```\na b\n```", "```\na\u00a0b\n```"),
    ],
)
def test_wrapping_spaces_and_typography_change_nothing(before: str, after: str) -> None:
    assert digest(before) == digest(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Trois districts.", "Quatre districts."),
        ("- un\n- deux", "- un deux"),
        ("| a | b |\n| --- | --- |", "| a | c |\n| --- | --- |"),
        ("```\na\nb\n```", "```\na b\n```"),
        ("```\na b\n```", "```\na  b\n```"),
        ("```\na\n```", "```\n  a\n```"),
        ("~~~\na\n~~~", "~~~\na\n~~~\nb"),
        ("Un.\n\nDeux.", "Un.\nDeux."),
        ("Un mot.", "Un *mot*."),
    ],
)
def test_other_words_cells_items_and_code_change_it(before: str, after: str) -> None:
    assert digest(before) != digest(after)


def test_a_page_is_divided_at_its_headings_with_ids() -> None:
    assert [(unit.id, unit.line) for unit in units(page(SOURCE))] == [
        ("", 4),
        ("activity", 9),
        ("portfolio", 17),
    ]


def test_a_heading_without_an_id_belongs_to_what_is_above_it_and_so_does_the_title() -> None:
    text = """
        # Titre { #title }

        Introduction.

        ## Activité { #activity }

        ### À deux

        Une phrase.
        """
    head, activity = units(page(text))
    assert (head.id, head.line, head.description) == ("", 1, "")
    assert (activity.id, activity.line, activity.description) == ("activity", 5, "")
    assert list(head.lines) == ["# Titre { #title }", "", "Introduction.", ""]
    assert list(activity.lines) == ["## Activité { #activity }", "", "### À deux", "", "Une phrase."]
    assert activity.hash == digest("\n## Activité\n### À deux\nUne phrase.")


def test_a_page_without_a_title_has_its_sections_from_the_first_line_on() -> None:
    assert [(unit.id, unit.line) for unit in units(page("## Dates { #dates }\n\nÀ venir.\n"))] == [
        ("", 1),
        ("dates", 1),
    ]


def test_a_marked_translation_is_in_step_and_its_stamps_stand_below_the_headings() -> None:
    text = marked()
    assert states(SOURCE, text) == {"": State.OK, "activity": State.OK, "portfolio": State.OK}
    lines = text.splitlines()
    for heading in ("# Title", "## Activity { #activity }", "## Portfolio { #portfolio }"):
        assert lines[lines.index(heading) + 1].startswith("<!-- src:1:")


def test_a_changed_source_section_is_stale_and_the_others_are_not() -> None:
    changed = SOURCE.replace("- deux", "- trois")
    assert states(changed, marked()) == {"": State.OK, "activity": State.STALE, "portfolio": State.OK}


def test_a_changed_description_makes_the_head_stale() -> None:
    changed = SOURCE.replace("Ce que dit", "Ce qu’écrit")
    assert states(changed, marked())[""] is State.STALE


@pytest.mark.parametrize("mark", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_stamps_find_their_line_whatever_else_parts_the_text(mark: str) -> None:
    source, text = page(SOURCE), page(TRANSLATION.replace("Intro", f"Intro{mark}"), language="en")
    before = TRANSLATION.replace("    ", "").lstrip().replace("Intro", f"Intro{mark}")
    for _ in range(2):
        before = stamped(before, text, {unit.id: unit.hash for unit in units(source)})
        text = page(before, language="en")
    lines = before.split("\n")
    for heading in ("# Title", "## Activity { #activity }", "## Portfolio { #portfolio }"):
        assert lines[lines.index(heading) + 1].startswith("<!-- src:1:")
    assert before.count("<!-- src:") == 3
    assert "Introduction." in before.replace(mark, "").replace("Intro\nduction", "Introduction")


def test_a_file_with_the_line_ends_of_windows_keeps_them() -> None:
    before = TRANSLATION.replace("    ", "").lstrip().replace("\n", "\r\n")
    after = stamped(before, page(before, language="en"), {"activity": "0" * 8})
    heading = "## Activity { #activity }\r\n"
    assert after == before.replace(heading, f"{heading}<!-- src:1:00000000 -->\r\n")


def test_marking_again_replaces_the_stamp() -> None:
    text = marked()
    changed = page(SOURCE.replace("- deux", "- trois"))
    again = stamped(text, page(text, language="en"), {unit.id: unit.hash for unit in units(changed)})
    assert len(again.splitlines()) == len(text.splitlines())
    assert states(SOURCE.replace("- deux", "- trois"), again)["activity"] is State.OK


def test_sections_without_stamp_missing_ones_and_machine_translations_are_told_apart() -> None:
    lines = marked().splitlines()
    at = lines.index("## Activity { #activity }") + 1
    machine = "\n".join([*lines[:at], lines[at].replace(" -->", " mt -->"), *lines[at + 1 :]])
    assert states(SOURCE, machine)["activity"] is State.MACHINE
    del lines[at]
    assert states(SOURCE, "\n".join(lines))["activity"] is State.UNSTAMPED
    assert states(SOURCE, TRANSLATION.replace("#activity", "#task"))["activity"] is State.MISSING


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("<!-- src:1:48D58FF7 -->", "no stamp"),
        ("<!-- src:48d58ff7 -->", "no stamp"),
        ("text <!-- src:1:48d58ff7 -->", "no stamp"),
        ("<!-- src:1:48d58ff7 -->\n    <!-- src:1:48d58ff7 -->", "second stamp"),
    ],
)
def test_malformed_and_doubled_stamps_are_found(line: str, message: str) -> None:
    text = TRANSLATION.replace("{ #portfolio }\n", f"{{ #portfolio }}\n    {line}\n")
    (problem,) = check_stamps(page(text, language="en"), is_source=False)
    assert (problem.code, problem.line) == ("bad-stamp", 17 + line.count("\n"))
    assert message in problem.message


def test_a_stamp_in_a_source_file_is_refused() -> None:
    text = SOURCE.replace("{ #portfolio }\n", "{ #portfolio }\n    <!-- src:1:48d58ff7 -->\n")
    (problem,) = check_stamps(page(text), is_source=True)
    assert (problem.code, problem.line) == ("bad-stamp", 18)
