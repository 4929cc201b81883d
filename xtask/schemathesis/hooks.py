"""Loaded by schemathesis: what JSON Schema and our readers see differently."""

import schemathesis


@schemathesis.hook
def map_body(context, body):
    """To JSON Schema 7.0 is an integer; we read integers only as such."""
    return whole(body)


def whole(value):
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {key: whole(item) for key, item in value.items()}
    return value
