"""The pages of one report: hub, way through house and committee, mending, sending, life."""
