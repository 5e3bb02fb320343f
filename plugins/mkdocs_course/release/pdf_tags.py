"""What PDF/UA-1 (ISO 14289-1) asks of a tagged PDF, and WeasyPrint leaves open."""

from __future__ import annotations

from typing import Any

_PRINTED = 4
"""The flag of an annotation (ISO 32000-1, table 165)."""
_HEADS = {"/THead": "/Column"}


def mend(_document: Any, pdf: Any) -> None:
    """Complete a PDF before it is written; WeasyPrint calls it a finisher.

    A header cell says which way it heads (7.5), a link is part of the printed page (7.18.1), and what stands in the
    margins of each page is no content (7.8): WeasyPrint marks it as content, then leaves it out of the tree of tags.
    """
    objects = {each.reference: each for each in pdf.objects}
    for each in pdf.objects:
        if not isinstance(each, dict):
            continue
        if each.get("Type") == "/Annot":
            each["F"] = _PRINTED
        elif each.get("S") == "/TH":
            group = objects[objects[each["P"]]["P"]]
            each["A"]["Scope"] = _HEADS.get(group["S"], "/Row")
    root = objects[pdf.catalog["StructTreeRoot"]]
    read = set(_read(root, objects))
    marks = objects[root["ParentTree"]]["Nums"]
    for page, number in enumerate(pdf.pages["Kids"][::3]):
        holders = marks[2 * page + 1]
        stream = objects[pdf.objects[number]["Contents"]].stream
        for mark, holder in enumerate(holders):
            if holder not in read:
                holders[mark] = "null"
                _set_aside(stream, mark)


def _read(element: Any, objects: Any) -> Any:
    """Give the references of all elements below one, as a screen reader comes to them."""
    waiting = [element]
    while waiting:
        for kid in waiting.pop()["K"]:
            found = objects.get(kid)
            if isinstance(found, dict) and "K" in found:
                yield kid
                waiting.append(found)


def _set_aside(stream: list[Any], mark: int) -> None:
    """Turn marked content of a page into an artifact that belongs to its layout."""
    for place, operand in enumerate(stream):
        if isinstance(operand, dict) and operand.get("MCID") == mark:
            del operand["MCID"]
            operand["Type"] = "/Pagination"
            stream[place - 1] = "/Artifact"
