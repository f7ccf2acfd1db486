"""Reads catalogues, questions and crosswalks from YAML; what is wrong is told with its line, its item and the mend."""

from __future__ import annotations

from collections.abc import Mapping

from trustlane import written
from trustlane.criteria import faults
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.question import QuestionFile
from trustlane.criteria.questionnaire import faults as question_faults


def catalogue(words: str, *, where: str, asked: bool = True) -> Catalogue:
    """A catalogue from YAML. `where` names the file in messages. Raises `written.WrittenRefused`.

    One that is read beside ours and asked of nobody here (``asked`` false) needs no questions.
    """
    read, lines = written.read(words, Catalogue, where=where)
    written.refuse(faults.of_catalogue(read, asked=asked), lines, where=where)
    written.refuse(question_faults.of_catalogue(read), lines, where=where)
    return read


def questions(words: str, catalogues: Mapping[str, Catalogue], *, where: str) -> QuestionFile:
    """The questions to one of the catalogues, which are given by name, from YAML. Raises `written.WrittenRefused`."""
    return written.judged(words, QuestionFile, lambda read: question_faults.of_file(read, catalogues), where=where)


def crosswalk(words: str, catalogues: Mapping[str, Catalogue], *, where: str) -> Crosswalk:
    """A crosswalk from YAML between some of the catalogues, given by name. Raises `written.WrittenRefused`."""
    return written.judged(words, Crosswalk, lambda read: faults.of_crosswalk(read, catalogues), where=where)
