"""The menu of the house: the entries each face declares, in the order in which people see them."""

from collections.abc import Sequence

from trustlane.desk.access import menu as people
from trustlane.desk.benefits import menu as benefits
from trustlane.desk.criteria import menu as criteria
from trustlane.desk.laboratory import menu as laboratory
from trustlane.desk.programme import menu as programme
from trustlane.desk.recognition import menu as recognition
from trustlane.desk.selectivity import menu as selectivity
from trustlane.desk.standing import menu as standing
from trustlane.pages.menu import Entry
from trustlane.portal import menu as portal

MENU: Sequence[Entry] = (
    *selectivity.ENTRIES,
    *benefits.ENTRIES,
    *laboratory.ENTRIES,
    *programme.ENTRIES,
    *criteria.ENTRIES,
    *recognition.ENTRIES,
    *standing.ENTRIES,
    *people.ENTRIES,
    *portal.ENTRIES,
)
