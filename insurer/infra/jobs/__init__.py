"""Work done beside the request: rows in the `job` table with a lease; the queue only carries their ids."""
