//! Tests of the HTTP clients.
