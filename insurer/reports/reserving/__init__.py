"""Loss development: reserves from triangles."""
