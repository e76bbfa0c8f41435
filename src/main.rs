//! Parse, run, exit code: nothing else.

#[allow(clippy::disallowed_methods, reason = "the arguments are read here and nowhere else")]
fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(qseg::commands::run(std::env::args_os()).code())
}
