"""Countries, currencies, sectors, exchange rates and holidays, each datum with source and date."""
