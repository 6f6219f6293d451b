"""Authority over money that leaves the house: approving indemnities, paying them, agreeing to refunds."""
