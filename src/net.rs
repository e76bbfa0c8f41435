//! The mechanism of HTTP: clients, endpoints, time-outs, dates and clocks. Which status means what, hosts and rates
//! are a vendor's own and are handed in.

pub mod clock;
pub mod clock_offset;
pub mod endpoint;
pub mod http;
pub mod http_date;
pub mod reachability;
