"""Dates, hours and sizes in each language, from a table written by the rules of the languages (CLDR's names)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import alphabetical, catalogue, native_name

N = "\u00a0"


@pytest.mark.parametrize(
    ("language", "day", "long", "short", "weekday"),
    [
        ("fr", "2025-09-30", "mardi 30 septembre 2025", "mar. 30 sept.", "mardi"),
        ("fr", "2026-11-01", "dimanche 1er novembre 2026", "dim. 1er nov.", "dimanche"),
        ("fr", "2027-02-01", "lundi 1er février 2027", "lun. 1er févr.", "lundi"),
        ("fr", "2027-08-11", "mercredi 11 août 2027", "mer. 11 août", "mercredi"),
        ("fr", "2027-12-31", "vendredi 31 décembre 2027", "ven. 31 déc.", "vendredi"),
        ("en", "2025-09-30", "Tuesday 30 September 2025", "Tue 30 Sept", "Tuesday"),
        ("en", "2027-02-01", "Monday 1 February 2027", "Mon 1 Feb", "Monday"),
        ("en", "2027-12-31", "Friday 31 December 2027", "Fri 31 Dec", "Friday"),
        ("pt", "2025-09-30", "terça-feira, 30 de setembro de 2025", "terça, 30 de set.", "terça-feira"),
        ("pt", "2027-02-01", "segunda-feira, 1 de fevereiro de 2027", "segunda, 1 de fev.", "segunda-feira"),
        ("pt", "2027-12-31", "sexta-feira, 31 de dezembro de 2027", "sexta, 31 de dez.", "sexta-feira"),
        ("pt", "2027-01-16", "sábado, 16 de janeiro de 2027", "sábado, 16 de jan.", "sábado"),
        ("de", "2027-02-01", "Montag 1 Februar 2027", "Mo. 1 Feb.", "Montag"),  # no catalogue of its own
    ],
)
def test_a_day(language: str, day: str, long: str, short: str, weekday: str) -> None:
    words, found = catalogue(language), date.fromisoformat(day)
    assert dates.long_date(found, words) == long
    assert dates.short_date(found, words) == short
    assert dates.weekday(found, words) == weekday


@pytest.mark.parametrize(
    ("language", "first", "last", "span"),
    [
        ("fr", "2027-01-11", "2027-01-17", "11–17 janv."),
        ("fr", "2027-02-01", "2027-02-07", "1er–7 févr."),
        ("fr", "2027-01-26", "2027-02-01", "26 janv.–1er févr."),
        ("en", "2027-01-11", "2027-01-17", "11–17 Jan"),
        ("en", "2027-01-26", "2027-02-01", "26 Jan–1 Feb"),
        ("en", "2026-12-28", "2027-01-03", "28 Dec–3 Jan"),
        ("pt", "2027-01-11", "2027-01-17", "11–17 de jan."),
        ("pt", "2027-01-26", "2027-02-01", "26 de jan.–1 de fev."),
    ],
)
def test_a_week(language: str, first: str, last: str, span: str) -> None:
    found = dates.day_range(date.fromisoformat(first), date.fromisoformat(last), catalogue(language))
    assert found == span


@pytest.mark.parametrize(
    ("language", "first", "last", "period"),
    [
        ("fr", "2027-01-12", "2027-04-06", "12 janvier – 6 avril 2027"),
        ("fr", "2026-12-01", "2027-03-01", "1er décembre 2026 – 1er mars 2027"),
        ("en", "2027-01-12", "2027-04-06", "12 January – 6 April 2027"),
        ("en", "2026-12-01", "2027-03-01", "1 December 2026 – 1 March 2027"),
        ("pt", "2027-01-12", "2027-04-06", "12 de janeiro – 6 de abril de 2027"),
        ("pt", "2026-12-01", "2027-03-01", "1 de dezembro de 2026 – 1 de março de 2027"),
    ],
)
def test_the_time_of_a_run(language: str, first: str, last: str, period: str) -> None:
    found = dates.period(date.fromisoformat(first), date.fromisoformat(last), catalogue(language))
    assert found == period


@pytest.mark.parametrize(
    ("language", "hours"),
    [
        ("fr", "mar. 12 janv., 23:30–01:00 UTC"),
        ("en", "Tue 12 Jan, 23:30–01:00 UTC"),
        ("pt", "terça, 12 de jan., 23:30–01:00 UTC"),
    ],
)
def test_hours_in_utc_name_the_day_where_it_is_another_one(language: str, hours: str) -> None:
    dili = ZoneInfo("Asia/Dili")  # nine hours ahead
    start, end = datetime(2027, 1, 13, 8, 30, tzinfo=dili), datetime(2027, 1, 13, 10, 0, tzinfo=dili)
    assert dates.utc_times(start, end, catalogue(language)) == hours


@pytest.mark.parametrize(
    ("language", "megabytes", "size"),
    [
        ("fr", 3.24, f"3,2{N}Mo"),
        ("fr", 38, f"38{N}Mo"),
        ("en", 3.24, f"3.2{N}MB"),
        ("en", 0.4, f"400{N}kB"),
        ("fr", 0.0342, f"35{N}ko"),
        ("en", 0.0001, f"1{N}kB"),
        ("pt", 3.24, f"3,2{N}MB"),
    ],
)
def test_a_size(language: str, megabytes: float, size: str) -> None:
    assert dates.size(megabytes, catalogue(language)) == size


@pytest.mark.parametrize(
    ("minutes", "duration"),
    [
        (0, f"0{N}min"),
        (60, f"60{N}min"),
        (90, f"90{N}min"),
        (91, f"1{N}h{N}31"),
        (120, f"2{N}h"),
        (725, f"12{N}h{N}05"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en", "pt"])
def test_a_length_of_time(language: str, minutes: int, duration: str) -> None:
    assert dates.duration(minutes, catalogue(language)) == duration


@pytest.mark.parametrize(
    ("language", "zone", "place", "country"),
    [
        ("fr", "Africa/Algiers", "Alger", "Algérie"),
        ("en", "Africa/Algiers", "Algiers", "Algeria"),
        ("pt", "Africa/Algiers", "Argel", "Argélia"),
        ("fr", "Africa/Abidjan", "Abidjan", "Côte d’Ivoire"),
        ("pt", "Africa/Sao_Tome", "São Tomé", "São Tomé e Príncipe"),
        ("en", "Europe/Lisbon", "Lisbon", "Portugal (Lisbon)"),  # as against Madeira and the Azores
    ],
)
def test_places_are_named_in_the_language(language: str, zone: str, place: str, country: str) -> None:
    noon = datetime(2027, 1, 12, 12, tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert dates.place(noon, catalogue(language)) == place
    assert dates.country(zone, catalogue(language)) == country


@pytest.mark.parametrize(
    ("language", "tag", "direction", "name"),
    [
        ("fr", "fr", "ltr", "Français"),
        ("en", "en-GB", "ltr", "English"),
        ("pt", "pt-PT", "ltr", "Português"),
        ("ar", "ar", "rtl", "العربية"),
    ],
)
def test_a_language_says_what_html_needs(language: str, tag: str, direction: str, name: str) -> None:
    words = catalogue(language)
    assert (words.tag, words.direction, native_name(language)) == (tag, direction, name)


def test_languages_are_named_in_each_other() -> None:
    named = [catalogue(one).language_name(other) for one, other in (("fr", "pt"), ("pt", "en"), ("en", "fr"))]
    assert named == ["portugais", "inglês", "French"]


def test_accents_and_capitals_do_not_count_in_the_alphabet() -> None:
    words = ["Zone", "étape", "action", "Évaluation", "essai", "Ação"]
    assert sorted(words, key=alphabetical) == ["Ação", "action", "essai", "étape", "Évaluation", "Zone"]
