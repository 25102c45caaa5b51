// A Node process that does nothing: what importing the functions is compared with.
