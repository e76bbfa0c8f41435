//! Ctrl-C and SIGTERM during a delivery: the first asks it to finish what is on the wire, the second to leave.

use crate::core::error::{Error, Result};
use crate::delivery::outcome::{Signal, Stop};
#[cfg(unix)]
use crate::ui::Withheld;
use tokio::sync::watch;

/// Listens, until it is dropped.
pub(crate) struct Signals {
    #[cfg(unix)]
    _withheld: Withheld,
    #[cfg(unix)]
    handle: signal_hook::iterator::Handle,
    /// Tells the pipeline.
    pub(crate) stop: watch::Receiver<Stop>,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// Signals cannot be heard here.
    #[cfg(unix)]
    pub(crate) fn listen() -> Result<Signals> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let deaf = |error| Error::failed("no_signals", "cannot listen for Ctrl-C").because(error);
        // First: what is registered first is asked first.
        let withheld = Withheld::begin().map_err(deaf)?;
        let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).map_err(deaf)?;
        let handle = signals.handle();
        let (tell, stop) = watch::channel(Stop::No);
        let listening = std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                let signal = if signal == SIGTERM { Signal::Terminate } else { Signal::Interrupt };
                tell.send_modify(|stop| {
                    *stop = match *stop {
                        Stop::No => Stop::Finish(signal),
                        Stop::Finish(first) | Stop::Now(first) => Stop::Now(first),
                    };
                });
            }
        });
        listening.map_err(deaf)?;
        Ok(Signals { _withheld: withheld, handle, stop })
    }

    /// Elsewhere the system's own way of stopping a program holds; the ledger is whole all the same.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> Result<Signals> {
        Ok(Signals { stop: watch::channel(Stop::No).1 })
    }
}

#[cfg(unix)]
impl Drop for Signals {
    fn drop(&mut self) {
        self.handle.close();
    }
}
