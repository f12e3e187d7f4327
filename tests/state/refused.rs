//! What cannot be saved or loaded: one sentence, and the model is as it was.

use std::fs;

use manabi::nn::Module;
use manabi::prelude::*;
use safetensors::tensor::Dtype;

use crate::{Folder, bits, file};

type Net = (Linear<2, 3>, Tanh, Linear<3, 1>);

/// The error of a load, which changes nothing.
fn refused(net: &mut Net, state: &StateDict) -> String {
    let before = bits(&net.state_dict());
    let error = net.load_state_dict(state).unwrap_err();
    assert_eq!(bits(&net.state_dict()), before);
    error.to_string()
}

#[test]
fn a_state_of_another_model() {
    let mut net = Net::default();
    let other = BatchNorm1d::<3>::default().state_dict();
    assert_eq!(
        refused(&mut net, &other),
        "the state does not fit the model: it lacks `0.weight`, `0.bias`, `2.weight` and 1 more, and it \
         has `bias`, `running_mean`, `running_var` and 1 more, which the model lacks; `load_partial` \
         loads what fits"
    );
    assert_eq!(
        net.load_partial(&other).unwrap_err().to_string(),
        "the state does not fit the model: it has no name of it, but `bias`, `running_mean`, \
         `running_var` and 1 more, and the model has `0.weight`, `0.bias`, `2.weight` and 1 more"
    );
    let mut state = net.state_dict();
    assert!(state.remove("0.bias") && !state.remove("0.bias"));
    assert_eq!(
        refused(&mut net, &state),
        "the state does not fit the model: it lacks `0.bias`; `load_partial` loads what fits"
    );
}

#[test]
fn a_tensor_of_another_shape_or_type() {
    let mut net = Net::default();
    let mut state = Net::default().state_dict();
    state.insert("2.bias", ones([1, 1]));
    let expected = "the state does not fit the model: `2.bias` has the shape [1] in the model, but \
                    [1, 1] there; to load the rest, `remove` it from the `StateDict` and use \
                    `load_partial`";
    assert_eq!(refused(&mut net, &state), expected);
    let before = bits(&net.state_dict());
    assert_eq!(net.load_partial(&state).unwrap_err().to_string(), expected);
    assert_eq!(bits(&net.state_dict()), before);

    let integers = file("bias", Dtype::I64, &[1], &[0; 8]);
    let state = StateDict::from_bytes(&integers).unwrap();
    assert_eq!(
        Linear::<2, 1>::default().load_partial(&state).unwrap_err().to_string(),
        "the state does not fit the model: `bias` has elements of the type I64 there; only F32, F16, \
         BF16 and F64 are loaded"
    );
}

#[test]
fn a_file_that_is_not_there_or_not_one() {
    let folder = Folder::new("refused");
    let mut net = Net::default();
    let mut load = |name: &str| {
        let path = folder.join(name);
        let error = net.load(&path).unwrap_err().to_string();
        error.strip_prefix(&path.display().to_string()).unwrap().to_string()
    };
    assert_eq!(
        load("none"),
        " cannot be read: there is no such file; look at the path, which starts at the folder of the \
         notebook"
    );
    fs::write(folder.join("table.csv"), "a,b,c\n1,2,3\n").unwrap();
    assert_eq!(load("table.csv"), " is no safetensors file: it does not begin with a header");
    fs::write(folder.join("net.pt"), b"PK\x03\x04 and more").unwrap();
    assert_eq!(
        load("net.pt"),
        " is no safetensors file: it is a zip archive; if PyTorch wrote it, write it anew there with \
         `safetensors.torch.save_file(model.state_dict(), path)`"
    );
    let whole = Net::default().state_dict().to_bytes();
    fs::write(folder.join("short"), &whole[..whole.len() - 4]).unwrap();
    let (got, needed) = (whole.len() - 4, whole.len());
    assert_eq!(
        load("short"),
        format!(" was cut short: it has {got} of at least {needed} bytes; copy or save it again")
    );
    fs::write(folder.join("long"), [&whole[..], &[0; 3]].concat()).unwrap();
    assert_eq!(load("long"), " is damaged: it has 3 bytes after its last tensor; save it again");
    let header = r#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#;
    let bytes = [&header.len().to_le_bytes()[..], header.as_bytes(), &[0; 8]].concat();
    fs::write(folder.join("wrong"), bytes).unwrap();
    assert_eq!(
        load("wrong"),
        " is damaged: the bytes of `a` do not fit its shape [3] or its place; save it again"
    );
    let entry = r#""a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#;
    let header = format!("{{{entry},{entry}}}");
    fs::write(folder.join("twice"), [&header.len().to_le_bytes()[..], header.as_bytes()].concat())
        .unwrap();
    assert_eq!(load("twice"), " is damaged: the name `a` is in it twice; save it again");
    assert!(load("").starts_with(" cannot be read: "));
}

#[test]
fn a_file_that_cannot_be_written() {
    let folder = Folder::new("unwritable");
    let net = Net::default();
    let path = folder.join("no/such/net.safetensors");
    assert_eq!(
        net.save(&path).unwrap_err().to_string(),
        format!(
            "{} cannot be written: there is no such folder; make it with `std::fs::create_dir_all`",
            path.display()
        )
    );
    fs::create_dir(folder.join("a folder")).unwrap();
    let error = net.save(folder.join("a folder")).unwrap_err().to_string();
    assert!(error.contains("a folder cannot be written: "), "{error}");
    assert_eq!(
        net.save("..").unwrap_err().to_string(),
        ".. cannot be written: this is no name of a file"
    );
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing is left of it");
}
