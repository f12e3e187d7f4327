//! Public paths of types, where `type_name` tells a private one.
//!
//! The table is made by `type_name` itself, so it cannot rot: a type that moves inside its crate
//! moves here too.

use std::any::type_name;

/// Pairs of what `type_name` says and the path that generated code can name.
pub fn table() -> Vec<(String, String)> {
    macro_rules! table {
        ($($t:ty,)*) => { vec![$((path(type_name::<$t>()), format!("::{}", path(stringify!($t))))),*] };
    }
    table![
        std::collections::HashMap<(), ()>,
        std::collections::HashSet<()>,
        std::collections::BTreeMap<(), ()>,
        std::collections::BTreeSet<()>,
        std::collections::VecDeque<()>,
        std::collections::LinkedList<()>,
        std::collections::BinaryHeap<()>,
        std::collections::hash_map::IntoIter<(), ()>,
        std::cell::Cell<()>,
        std::cell::RefCell<()>,
        std::cell::OnceCell<()>,
        std::cell::UnsafeCell<()>,
        std::cell::LazyCell<()>,
        std::rc::Rc<()>,
        std::rc::Weak<()>,
        std::sync::Arc<()>,
        std::sync::Mutex<()>,
        std::sync::RwLock<()>,
        std::sync::Condvar,
        std::sync::Barrier,
        std::sync::OnceLock<()>,
        std::sync::LazyLock<()>,
        std::sync::Weak<()>,
        std::sync::Once,
        std::sync::atomic::AtomicBool,
        std::sync::atomic::AtomicI32,
        std::sync::atomic::AtomicI64,
        std::sync::atomic::AtomicU32,
        std::sync::atomic::AtomicU64,
        std::sync::atomic::AtomicUsize,
        std::sync::atomic::AtomicIsize,
        std::sync::mpsc::Sender<()>,
        std::sync::mpsc::Receiver<()>,
        std::sync::mpsc::SyncSender<()>,
        std::ops::Range<()>,
        std::ops::RangeInclusive<()>,
        std::ops::RangeFrom<()>,
        std::ops::RangeTo<()>,
        std::ops::RangeFull,
        std::ops::Bound<()>,
        std::vec::Vec<()>,
        std::vec::IntoIter<()>,
        std::string::String,
        std::boxed::Box<()>,
        std::borrow::Cow<'static, str>,
        std::time::Duration,
        std::time::Instant,
        std::time::SystemTime,
        std::thread::JoinHandle<()>,
        std::thread::Thread,
        std::thread::ThreadId,
        std::fs::File,
        std::fs::Metadata,
        std::fs::ReadDir,
        std::fs::DirEntry,
        std::fs::OpenOptions,
        std::path::PathBuf,
        std::ffi::OsString,
        std::ffi::CString,
        std::io::Error,
        std::io::BufReader<()>,
        std::io::Cursor<()>,
        std::io::Stdin,
        std::io::Stdout,
        std::io::Stderr,
        std::num::ParseIntError,
        std::num::ParseFloatError,
        std::num::Wrapping<()>,
        std::marker::PhantomData<()>,
        std::option::Option<()>,
        std::result::Result<(), ()>,
        std::cmp::Reverse<()>,
        std::cmp::Ordering,
        std::process::Child,
        std::process::Command,
        std::process::Output,
        std::process::ExitStatus,
        std::net::TcpListener,
        std::net::TcpStream,
        std::net::UdpSocket,
        std::net::IpAddr,
        std::net::SocketAddr,
        std::iter::Repeat<()>,
        std::iter::Once<()>,
        std::iter::Empty<()>,
        std::iter::Rev<()>,
        std::iter::Zip<(), ()>,
        std::iter::Enumerate<()>,
        std::iter::Take<()>,
        std::iter::Skip<()>,
        std::iter::Chain<(), ()>,
        std::iter::Cycle<()>,
        std::iter::StepBy<()>,
        std::iter::Copied<()>,
        std::iter::Cloned<()>,
        std::slice::Iter<'static, ()>,
        std::str::Chars<'static>,
        std::str::Lines<'static>,
        std::str::SplitWhitespace<'static>,
        manabi::tensor::Tensor,
        manabi::tensor::Dyn,
        manabi::tensor::Record,
        manabi::tensor::Source,
        manabi::ndarray::OwnedRepr<()>,
        manabi::ndarray::Dim<[usize; 1]>,
        manabi::ndarray::IxDynImpl,
        manabi::dfdx::shapes::Const<0>,
        manabi::dfdx::tensor::Cpu,
        manabi::image::DynamicImage,
        manabi::image::ImageBuffer<manabi::image::Luma<u8>, Vec<u8>>,
        manabi::image::Luma<u8>,
        manabi::image::Rgb<u8>,
        manabi::image::Rgba<u8>,
        dyn std::any::Any,
        dyn std::fmt::Debug,
        dyn std::fmt::Display,
        dyn std::error::Error,
        dyn std::io::Read,
        dyn std::io::Write,
        dyn std::ops::Fn(),
        dyn std::ops::FnMut(),
        dyn std::ops::FnOnce(),
        dyn std::iter::Iterator<Item = ()>,
    ]
}

/// The path alone, without `dyn`, generics or arguments.
fn path(written: &str) -> String {
    let path = written.trim_start_matches("dyn ");
    path[..path.find(['<', '(']).unwrap_or(path.len())].replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_paths_get_public_ones() {
        let table = table();
        let public =
            |private: &str| table.iter().find(|(p, _)| p == private).map(|(_, q)| q.as_str());
        assert_eq!(
            public("std::collections::hash::map::HashMap"),
            Some("::std::collections::HashMap")
        );
        assert_eq!(public("core::ops::function::FnMut"), Some("::std::ops::FnMut"));
        assert_eq!(public("core::iter::traits::iterator::Iterator"), Some("::std::iter::Iterator"));
    }
}
