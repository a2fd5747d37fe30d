"""HTTP of customers: fetch scoped, bind, call one service, respond."""
