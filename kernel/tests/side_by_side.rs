//! Two kernels at the same time share the built library and do not disturb each other.

use client::Client;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn two_kernels_keep_their_variables_apart() {
    let mut all = [Client::start(MANABI), Client::start(MANABI)];
    for (i, kernel) in all.iter_mut().enumerate() {
        kernel.execute(&format!("let who = {i}; static S: i32 = {i}; fn f() -> i32 {{ S + {i} }}"));
    }
    for (i, kernel) in all.iter_mut().enumerate() {
        assert_eq!(kernel.execute("(who, f())").result(), format!("({i}, {})", 2 * i));
    }
    let crash = all[0].execute("std::process::abort()");
    assert_eq!((crash.status.as_str(), crash.ename.as_str()), ("error", "Crash"));
    assert_eq!(all[1].execute("who").result(), "1");
    assert_eq!(all[0].execute("f()").result(), "0");
}

#[test]
fn two_kernels_compile_the_same_cells_at_the_same_time() {
    let run = || {
        let mut kernel = Client::start(MANABI);
        for i in 0..10 {
            let cell = format!("let shared_{i} = {i} * 7; shared_{i}");
            assert_eq!(kernel.execute(&cell).result(), (i * 7).to_string());
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(run);
        scope.spawn(run);
    });
}

#[test]
fn a_kernel_leaves_no_folder_behind() {
    let mut kernel = Client::start(MANABI);
    kernel.execute("1");
    let name = format!("manabi-session-{}-", kernel.process.id());
    let folders = || {
        let entries = std::fs::read_dir(std::env::temp_dir()).unwrap().flatten();
        entries.filter(|e| e.file_name().to_string_lossy().starts_with(&name)).count()
    };
    assert_eq!(folders(), 1);
    kernel.request(
        client::Channel::Control,
        "shutdown_request",
        serde_json::json!({ "restart": false }),
    );
    kernel.process.wait(std::time::Duration::from_secs(10));
    assert_eq!(folders(), 0);
}
