//! The mechanism of HTTP: clients, endpoints, time-outs, dates and clocks. Which status means what, hosts and rates
//! are a vendor's own and are handed in.

pub(crate) mod clock;
pub(crate) mod clock_offset;
pub(crate) mod endpoint;
pub(crate) mod http;
pub(crate) mod http_date;
pub(crate) mod reachability;
