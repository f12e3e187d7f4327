//! What the library brings into cells: its types stay from cell to cell, and nothing of it disturbs.

use client::Expect::{Fails, Nothing, Prints, Says, Shows};
use client::{Output, Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn models_and_what_trains_them_stay() {
    script(
        MANABI,
        &[
            (
                "let (train, test) = data::digits().split(0.8, 0); let batches = train.batches(64).shuffle(0);",
                Nothing,
            ),
            ("(train.len(), test.len(), batches.len())", Shows("(1438, 359, 23)")),
            (
                "let mut net = (Conv2d::<1, 4, 3>::default(), BatchNorm2d::<4>::default(), Relu, MaxPool2d::<2>::default(), Flatten, Linear::<36, 10>::default());",
                Nothing,
            ),
            (
                "let mut opt = AdamW::new(0.01); let schedule = Schedule::cosine(0.01, 2); let mut stopping = EarlyStopping::new(3);",
                Nothing,
            ),
            (
                "for epoch in 0..2 { opt.lr = schedule.at(epoch); for (x, y) in &batches { let loss = cross_entropy(&net.forward(&x), &y); opt.step(&mut net, &loss.backward()); } }",
                Nothing,
            ),
            (
                "net.eval(); let loss = cross_entropy(&net.forward(&test.x), &test.y); stopping.stop(loss.item())",
                Shows("false"),
            ),
            (
                "let gradients = loss.backward(); let right = net.forward(&test.x).argmax(1).eq(&test.y).count();",
                Nothing,
            ),
            ("right > 250 && gradients.named(&net).len() == 6", Shows("true")),
            ("let state = net.state_dict(); let copy = net.clone();", Nothing),
            ("net.freeze(); state.names().count()", Shows("8")),
            (
                "(copy.forward(&test.x) == net.forward(&test.x), net.parameters().len())",
                Shows("(true, 6)"),
            ),
            (
                "let layers = Sequential::new().add(Linear::new(64, 16)).add(Relu).add(Linear::new(16, 10)); let dropout = Dropout::new(0.5);",
                Nothing,
            ),
            ("layers.forward(&test.flatten().x).shape().to_vec()", Shows("[359, 10]")),
            (
                "println!(\"{layers}\")",
                Prints(
                    "Sequential, 1210 parameters\n  0: Linear(64, 16), weight [16, 64], bias [16], 1040 parameters\n  1: Relu\n  2: Linear(16, 10), weight [10, 16], bias [10], 170 parameters\n",
                ),
            ),
        ],
    );
}

#[test]
fn a_training_is_seen_while_it_runs_and_leaves_one_picture() {
    let mut script = Script::start(MANABI);
    script.run(&[
        (
            "#[derive(Module, Default)] struct Net { hidden: Linear<64, 32>, out: Linear<32, 10> }",
            Nothing,
        ),
        (
            "impl Net { fn forward(&self, x: &Tensor) -> Tensor { self.out.forward(&self.hidden.forward(x).relu()) } }",
            Nothing,
        ),
        (
            "let (train, test) = data::digits().flatten().split(0.8, 0); let batches = train.batches(32).shuffle(0);",
            Nothing,
        ),
        ("let (mut net, mut opt) = (Net::default(), Adam::new(0.01)); let accuracy = 0.5_f32;", Nothing),
    ]);
    let reply = script.cell(
        "let history = fit!(&mut net, &mut opt, &batches).validate(&test).each_epoch(|_, _| std::thread::sleep(std::time::Duration::from_millis(40))).epochs(20);",
    );
    assert_eq!(reply.status, "ok", "{}", reply.evalue);
    // What is shown last under each name, and how often it changed.
    let mut shown: Vec<(&str, &serde_json::Value, usize)> = Vec::new();
    for output in &reply.outputs {
        let Output::Display { data, id: Some(id), update } = output else { panic!("{output:?}") };
        match shown.iter_mut().find(|(name, ..)| name == id) {
            Some(entry) => *entry = (id, data, entry.2 + 1),
            None => shown.push((id, data, 0)),
        }
        assert_eq!(*update, shown.iter().any(|(name, _, updates)| name == id && *updates > 0));
    }
    let [(_, line, bars), (_, picture, pictures)] = shown[..] else { panic!("{shown:?}") };
    assert!((2..30).contains(&bars) && (2..30).contains(&pictures), "{bars} {pictures}");
    let text = line["text/plain"].as_str().unwrap();
    assert!(
        text.starts_with("20 epochs: train loss 0.") && line.as_object().unwrap().len() == 1,
        "{text}"
    );
    let sentence = picture["text/plain"].as_str().unwrap();
    assert!(
        sentence.contains("line \"validation\" from (1, ")
            && sentence.contains("through 20 points")
    );
    assert!(picture["image/svg+xml"].as_str().unwrap().starts_with("<svg"));

    script.run(&[
        ("history.last().metric(\"accuracy\") > 0.9 && history.epochs.len() == 20", Shows("true")),
        (
            "let accuracy = metrics::accuracy(&net.forward(&test.x), &test.y); accuracy > 0.9",
            Shows("true"),
        ),
        ("let accuracy = metrics::accuracy(&net.forward(&test.x), &test.y);", Nothing),
        ("println!(\"{}\", history.to_string().lines().count())", Prints("21\n")),
        ("let mut tuple = (Linear::<63, 10>::default(), Relu);", Nothing),
        (
            "\nfit!(&mut tuple, &mut opt, &batches).quiet().epochs(1)",
            Fails(&["linear: the layer takes 63 features", "2 | fit!(&mut tuple"]),
        ),
        (
            "fit!(&mut net, &mut opt, &batches).validate(&test);",
            Says("fit!: nothing was trained; end it with `.epochs(n)`\n"),
        ),
        (
            "fit!(&mut net, &mut opt, &batches).epochs(0)",
            Fails(&["epochs: a training of 0 epochs learns nothing", "1 | fit!"]),
        ),
        ("#[derive(Module, Default)] struct Pair { a: Linear<64, 10> }", Nothing),
        (
            "fit!(&mut Pair::default(), &mut opt, &batches).epochs(1)",
            Fails(&["no method named `forward` found"]),
        ),
    ]);
    let plot = script.cell("history.plot()");
    assert!(plot.result().starts_with("Plot \"Loss\" of loss over epoch: line \"train\""));
    let table = script.cell("history");
    assert!(table.result().starts_with("epoch  train loss  validation loss"));
}

#[test]
fn crates_of_the_library() {
    script(
        MANABI,
        &[
            ("let t = tensor([[1.0, 2.0], [3.0, 4.0]]);", Nothing),
            ("t.sum().item()", Shows("10.0")),
            ("let a = manabi::ndarray::arr1(&[1.0, 2.0]);", Nothing),
            ("a.sum()", Shows("3.0")),
        ],
    );
}

#[test]
fn inference_is_that_of_the_language_alone() {
    script(
        MANABI,
        &[
            ("let floats: Vec<f32> = Vec::new(); floats == []", Shows("true")),
            ("let words: Vec<String> = Vec::new(); words == [] as [&str; 0]", Shows("true")),
            ("let n: u64 = \"7\".parse()?; n == 7_u32.into()", Shows("true")),
            ("let sum = [1_usize, 2].iter().sum::<usize>(); sum == \"3\".parse()?", Shows("true")),
            ("let x = 2.0_f32; x * 3. == 6.", Shows("true")),
        ],
    );
}
