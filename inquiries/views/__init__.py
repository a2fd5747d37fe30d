"""HTTP: fetch scoped, bind, call one service, respond."""
