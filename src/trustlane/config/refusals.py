"""What a node refuses: settings that cannot be used, a database that is not there, a backup that cannot be believed."""


class NodeRefused(Exception):
    """The node cannot do this; the text says what was expected, what came, and what to do."""


class SettingsRefused(NodeRefused):
    """The settings cannot be used."""


class NoDatabase(NodeRefused):
    """There is no database to work with."""


class ClusterFailed(NodeRefused):
    """The private PostgreSQL could not be made, started or stopped; says what it said itself."""


class BackupRefused(NodeRefused):
    """A backup cannot be written, believed, or brought in."""
