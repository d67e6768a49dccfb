"""Documents → Brief: what is known of the company, the role and the people, and the questions worth asking."""
