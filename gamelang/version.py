"""The version, in the one place that the build, `--version` and reports read."""

VERSION = "0.1.0"
