//! The messages between the kernel and its worker, and their form on the socket.
//!
//! Both sides are built from the same sources, so the form is as plain as it can be: a frame is a
//! length and a list of byte strings, the first of which names the message.

mod frame;
mod message;

pub use message::{FromWorker, ToWorker};

/// The status with which the worker ends when a cell closed the channel under it.
pub const CUT_OFF: i32 = 86;

/// What a thread without a name is called in [`FromWorker::ThreadPanic`].
pub const UNNAMED: &str = "<unnamed>";

/// Whether what `type_name` says leaves the type open: of a function or a trait object it does not tell
/// which of several lifetimes are the same, nor, in the arguments of a type, a fixed one from any.
pub fn hides_lifetimes(type_name: &str) -> bool {
    let several = type_name.matches("&'_").count() > 1;
    let in_arguments = type_name.contains("<'_") || type_name.contains(", '_");
    (type_name.contains("fn(") || type_name.contains("dyn ")) && (several || in_arguments)
}

/// Media types with contents.
pub type Content = Vec<(String, Vec<u8>)>;

/// How a cell ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Ok,
    /// `?` returned this error (in its Debug form) at this place.
    Error {
        value: String,
        place: Place,
    },
    Panicked(Panic),
}

/// A panic: what it says and where it came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panic {
    pub message: String,
    pub place: Place,
}

/// A place in a source file, counted from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_survives_the_wire() {
        let place = Place { file: "cell_1.rs".into(), line: 3, column: 14 };
        let panic = Panic { message: "boom\0é".into(), place: place.clone() };
        let content =
            vec![("text/plain".to_string(), b"1".to_vec()), ("image/png".into(), vec![0, 255])];
        let messages = [
            FromWorker::Ready { paths: vec![("a::b::C".into(), "a::C".into())] },
            FromWorker::Display { bundle: content.clone(), id: Some("1".into()) },
            FromWorker::Display { bundle: content.clone(), id: None },
            FromWorker::Update { bundle: content.clone(), id: "1".into() },
            FromWorker::Clear { wait: true },
            FromWorker::Result { bundle: content },
            FromWorker::Stored { name: "x".into(), type_name: "i32".into() },
            FromWorker::ResultType { type_name: "cell::P".into() },
            FromWorker::Unfit { name: "f".into() },
            FromWorker::Taken { name: "x".into() },
            FromWorker::ThreadPanic { thread: "t".into(), panic: panic.clone() },
            FromWorker::Debug { text: "x = 1".into(), place: place.clone() },
            FromWorker::Locate { place: place.clone() },
            FromWorker::Finished { outcome: Outcome::Ok },
            FromWorker::Finished { outcome: Outcome::Error { value: "e".into(), place } },
            FromWorker::Finished { outcome: Outcome::Panicked(panic) },
            FromWorker::Done { problem: None },
        ];
        for message in messages {
            let mut wire = Vec::new();
            message.write(&mut wire).unwrap();
            assert_eq!(FromWorker::read(&mut wire.as_slice()).unwrap(), message);
        }
        let orders = [
            ToWorker::Run { library: "/a.so".into(), global: true },
            ToWorker::Forget { names: vec!["a".into(), "b".into()] },
            ToWorker::Load { library: "l".into() },
            ToWorker::Shown,
            ToWorker::Located { place: Some("cell 1, line 2".into()) },
            ToWorker::Located { place: None },
        ];
        for order in orders {
            let mut wire = Vec::new();
            order.write(&mut wire).unwrap();
            assert_eq!(ToWorker::read(&mut wire.as_slice()).unwrap(), order);
        }
    }

    #[test]
    fn a_cut_or_foreign_frame_is_an_error() {
        let mut wire = Vec::new();
        FromWorker::Clear { wait: true }.write(&mut wire).unwrap();
        for cut in 0..wire.len() {
            assert!(FromWorker::read(&mut &wire[..cut]).is_err());
        }
        let mut foreign = Vec::new();
        frame::Frame::new("nonsense").write(&mut foreign).unwrap();
        assert!(FromWorker::read(&mut foreign.as_slice()).is_err());
    }
}
