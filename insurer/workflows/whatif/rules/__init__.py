"""Pure rules of what-if: what is asked put in place of what stands, and two workings compared."""
