//! Layers for images against PyTorch; `tests/goldens/vision.py` wrote what is compared with.

use std::collections::BTreeMap;

use manabi::prelude::*;
use serde::Deserialize;

const TOLERANCE: f32 = 1e-5;

#[derive(Deserialize)]
struct Case {
    name: String,
    inputs: Vec<Plain>,
    output: Plain,
    gradients: Vec<Plain>,
}

#[derive(Deserialize)]
struct Plain {
    shape: Vec<usize>,
    data: Vec<f32>,
}

impl Plain {
    fn tensor(&self) -> Tensor {
        Tensor::from_vec(self.data.clone(), self.shape.clone())
    }
}

fn goldens(group: &str) -> Vec<Case> {
    let mut all: BTreeMap<String, Vec<Case>> =
        serde_json::from_str(include_str!("goldens/vision.json")).unwrap();
    all.remove(group).unwrap()
}

/// Equal up to the tolerance, relative to the elements where they are greater than 1.
fn assert_close(what: &str, got: &Tensor, expected: &Plain) {
    assert_eq!(got.shape(), expected.shape, "{what}");
    for (got, expected) in got.to_vec().into_iter().zip(&expected.data) {
        let close = (got - expected).abs() <= TOLERANCE * expected.abs().max(1.0);
        assert!(close, "{what}: got {got}, PyTorch has {expected}");
    }
}

/// A layer with these parameters, the weight and the bias.
type Make<'a> = &'a dyn Fn(&[Tensor]) -> Box<dyn Layer>;

/// Checks the output of a layer with the parameters of the case, and the gradients by all of them: against
/// PyTorch and against differences.
fn check(case: &Case, make: Make) {
    let inputs: Vec<Tensor> = case.inputs.iter().map(Plain::tensor).collect();
    let layer = make(&inputs[1..]);
    let x = inputs[0].requires_grad();
    let output = layer.forward(&x);
    assert_close(&case.name, &output, &case.output);
    let named = loss(output).backward();
    let mut gradients = vec![named.of(&x)];
    let mut named = named.named(&*layer);
    gradients.extend(["weight", "bias"].iter().filter_map(|name| named.remove(*name)));
    assert_eq!(gradients.len(), case.gradients.len(), "{}", case.name);
    for (place, (gradient, expected)) in gradients.iter().zip(&case.gradients).enumerate() {
        assert_close(&format!("{}: gradient {place}", case.name), gradient, expected);
    }
    check_directions(&case.name, &inputs, &gradients, make);
}

/// The sum whose gradients PyTorch gave.
fn loss(output: Tensor) -> Tensor {
    let weights = linspace(0.5, 1.5, output.len());
    (output.flatten() * weights).sum()
}

/// Checks gradients against differences along four random directions, to 1 %.
fn check_directions(name: &str, inputs: &[Tensor], gradients: &[Tensor], make: Make) {
    let mut left = 4;
    for _ in 0..40 {
        let mut directions: Vec<Tensor> = inputs.iter().map(|x| randn(x.shape())).collect();
        let squares: f32 = directions.iter().map(|d| d.square().sum().item()).sum();
        directions.iter_mut().for_each(|d| *d /= squares.sqrt());
        let at = |step: f32| -> f64 {
            let moved: Vec<Tensor> =
                inputs.iter().zip(&directions).map(|(x, d)| x + d * step).collect();
            no_grad(|| loss(make(&moved[1..]).forward(&moved[0]))).item() as f64
        };
        // The error of central differences at two steps cancels to the fourth order.
        let difference = |step: f32| (at(step) - at(-step)) / (2.0 * step as f64);
        let [near, far] = [0.01, 0.02].map(difference);
        let expected = ((4.0 * near - far) / 3.0) as f32;
        let along: f32 = gradients.iter().zip(&directions).map(|(g, d)| (g * d).sum().item()).sum();
        let scale = gradients.iter().map(|g| g.square().sum().item()).sum::<f32>().sqrt();
        // Another pixel becomes the greatest on the way, or here already: there is no derivative to
        // compare with. The slopes on both sides then differ by as much at half the step.
        let bend = |step: f32| ((at(step) - 2.0 * at(0.0) + at(-step)) / step as f64).abs() as f32;
        let small = 5e-4 * scale;
        if (near - far).abs() as f32 > small || bend(0.01) > small.max(0.75 * bend(0.02)) {
            continue;
        }
        assert!(
            (along - expected).abs() <= 1e-2 * expected.abs().max(0.1 * scale),
            "{name}: along a direction the gradient says {along}, differences say {expected}"
        );
        left -= 1;
        if left == 0 {
            return;
        }
    }
    panic!("{name}: {left} of four directions without a kink were not found");
}

/// A layer with these parameters.
macro_rules! with_parameters {
    ($layer:expr, $parameters:expr) => {{
        let mut layer = $layer;
        layer.weight = Parameter::new($parameters[0].clone());
        layer.bias = Some(Parameter::new($parameters[1].clone()));
        Box::new(layer)
    }};
}

#[test]
fn convolutions_are_those_of_pytorch() {
    for case in goldens("convolutions") {
        check(&case, &|p| match case.name.as_str() {
            "conv2d" => with_parameters!(Conv2d::<2, 3, 3>::default(), p),
            "conv2d point" => with_parameters!(Conv2d::new(2, 3, 1), p),
            "conv2d padding" => with_parameters!(Conv2d::<2, 3, 3>::default().padding(1), p),
            "conv2d oblong" => {
                with_parameters!(Conv2d::new(2, 3, [3, 2]).stride([2, 1]).padding([1, 2]), p)
            }
            "conv2d dilation" => {
                with_parameters!(Conv2d::new(2, 2, 3).padding(2).dilation(2).stride(2), p)
            }
            "conv2d groups" => with_parameters!(Conv2d::new(4, 6, 2).padding(1).groups(2), p),
            "conv2d depthwise" => {
                with_parameters!(Conv2d::new(3, 6, 3).padding(1).stride(2).groups(3), p)
            }
            "conv1d" => with_parameters!(Conv1d::<3, 2, 3>::default(), p),
            "conv1d causal" => {
                let layer = Conv1d::new(4, 4, 3).stride(2).padding(4).dilation(2).groups(2);
                with_parameters!(layer, p)
            }
            "conv_transpose2d" => with_parameters!(ConvTranspose2d::<2, 3, 3>::default(), p),
            "conv_transpose2d doubles" => {
                with_parameters!(ConvTranspose2d::new(2, 3, 4).stride(2).padding(1), p)
            }
            "conv_transpose2d oblong" => {
                let layer = ConvTranspose2d::new(2, 2, [3, 2]).stride([3, 2]).padding([1, 0]);
                with_parameters!(layer.output_padding([2, 1]).dilation([1, 2]), p)
            }
            "conv_transpose2d groups" => {
                with_parameters!(ConvTranspose2d::new(4, 4, 2).stride(2).groups(2), p)
            }
            other => panic!("no layer of the name {other}"),
        });
    }
}

/// Pooling and the way back, as one layer.
#[derive(Module)]
struct Unpooled;

impl Layer for Unpooled {
    fn forward(&self, x: &Tensor) -> Tensor {
        let (y, indices) = MaxPool2d::<2>::default().forward_with_indices(x);
        let &[.., height, width] = x.shape() else { panic!("planes") };
        MaxUnpool2d::new(2).forward_to(&y, &indices, [height, width])
    }
}

#[test]
fn pools_and_their_kin_are_those_of_pytorch() {
    for case in goldens("pools") {
        check(&case, &|_| match case.name.as_str() {
            "max 2" => Box::new(MaxPool2d::<2>::default()),
            "max 3" => Box::new(MaxPool2d::new(3).stride(2).padding(1)),
            "max dilation" => Box::new(MaxPool2d::new([2, 3]).stride([1, 2]).dilation([2, 1])),
            "max unpool" => Box::new(Unpooled),
            "avg 2" => Box::new(AvgPool2d::<2>::default()),
            "avg oblong" => Box::new(AvgPool2d::new([3, 2]).stride([1, 2]).padding([1, 0])),
            "adaptive" => Box::new(AdaptiveAvgPool2d::new([3, 2])),
            "adaptive more" => Box::new(AdaptiveAvgPool2d::new([3, 4])),
            "global" => Box::new(GlobalAvgPool),
            "nearest" => Box::new(Upsample::new([2, 3])),
            "nearest to" => Box::new(Upsample::to([5, 4])),
            "bilinear" => Box::new(Upsample::new(2).bilinear()),
            "bilinear to" => Box::new(Upsample::to([5, 4]).bilinear()),
            "local response" => Box::new(LocalResponseNorm::new(3).alpha(0.5).beta(0.6).k(2.)),
            "local response even" => Box::new(LocalResponseNorm::new(4).alpha(0.5)),
            other => panic!("no layer of the name {other}"),
        });
    }
}

#[test]
fn pools_over_sequences_are_those_of_pytorch() {
    for case in goldens("sequences") {
        check(&case, &|_| match case.name.as_str() {
            "max 1d" => Box::new(MaxPool1d::<3>::default().stride(2).padding(1)),
            "max 1d dilation" => Box::new(MaxPool1d::new(2).stride(1).dilation(3)),
            "avg 1d" => Box::new(AvgPool1d::<2>::default()),
            "avg 1d padding" => Box::new(AvgPool1d::new(3).stride(2).padding(1)),
            other => panic!("no layer of the name {other}"),
        });
    }
    assert_eq!(MaxPool1d::new(2).dilation(3).to_string(), "MaxPool1d(2, dilation 3)");
    let empty = zeros([0, 2, 4]).requires_grad();
    let y = MaxPool1d::new(2).forward(&empty);
    assert_eq!((y.shape(), y.sum().backward().of(&empty)), (&[0, 2, 2][..], empty.detach()));
}

#[test]
fn nothing_and_single_elements_go_through() {
    for batch in [0, 1] {
        let x = zeros([batch, 2, 1, 1]).requires_grad();
        let layers: [Box<dyn Layer>; 10] = [
            Box::new(Conv2d::new(2, 2, 1)),
            Box::new(Conv2d::new(2, 2, 3).padding(1).groups(2)),
            Box::new(ConvTranspose2d::new(2, 2, 1)),
            Box::new(MaxPool2d::new(1)),
            Box::new(AvgPool2d::new(1)),
            Box::new(AdaptiveAvgPool2d::new(1)),
            Box::new(Upsample::new(1).bilinear()),
            Box::new(LocalResponseNorm::new(3)),
            Box::new((Flatten, Linear::new(2, 2))),
            Box::new(GlobalAvgPool),
        ];
        for layer in layers {
            let y = layer.forward(&x);
            assert_eq!((y.shape()[0], y.len()), (batch, 2 * batch));
            assert_eq!(y.sum().backward().of(&x).shape(), x.shape());
        }
    }
    let sequence = zeros([0, 3, 4]).requires_grad();
    let y = Conv1d::<3, 5, 2>::default().forward(&sequence);
    assert_eq!(y.shape(), [0, 5, 3]);
    assert_eq!(y.sum().backward().of(&sequence), sequence);
}

/// The same, where both are optional.
macro_rules! with_options {
    ($layer:expr, $parameters:expr) => {{
        let mut layer = $layer;
        layer.weight = Some(Parameter::new($parameters[0].clone()));
        layer.bias = Some(Parameter::new($parameters[1].clone()));
        Box::new(layer)
    }};
}

/// The same with running statistics of 0.5 and 2.
macro_rules! with_statistics {
    ($layer:expr, $parameters:expr) => {{
        let layer = with_options!($layer, $parameters);
        layer.running_mean.set(full(layer.running_mean.get().len(), 0.5));
        layer.running_var.set(full(layer.running_var.get().len(), 2.0));
        layer
    }};
}

#[test]
fn norms_are_those_of_pytorch() {
    for case in goldens("norms") {
        check(&case, &|p| match case.name.as_str() {
            "layer" => with_options!(LayerNorm::<5>::default(), p),
            "layer two axes" => with_options!(LayerNorm::new([3, 2]).eps(1e-3), p),
            "layer plain" => Box::new(LayerNorm::new(5).without_affine()),
            "group" => with_options!(GroupNorm::<2, 4>::default(), p),
            "group features" => with_options!(GroupNorm::new(2, 6), p),
            "instance" => Box::new(InstanceNorm::<3>::default()),
            "instance affine" => with_options!(InstanceNorm::new(3).affine(), p),
            "batch 1d" => with_statistics!(BatchNorm1d::<3>::default(), p),
            "batch 1d sequence" => with_statistics!(BatchNorm1d::new(2), p),
            "batch 2d" => with_statistics!(BatchNorm2d::<2>::default(), p),
            "batch 2d eval" => {
                let mut layer = with_statistics!(BatchNorm2d::new(3), p);
                layer.eval();
                layer
            }
            other => panic!("no layer of the name {other}"),
        });
    }
}

#[test]
fn running_statistics_are_those_of_pytorch() {
    let case = goldens("running").remove(0);
    let layer = BatchNorm2d::<2>::default().momentum(0.3);
    for x in &case.inputs {
        layer.forward(&x.tensor());
    }
    let names: Vec<_> = layer.buffers().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["running_mean", "running_var"]);
    let both = [layer.running_mean.get().to_vec(), layer.running_var.get().to_vec()].concat();
    assert_close("running", &Tensor::from_vec(both, [2, 2]), &case.output);
}

#[test]
fn an_empty_batch_is_normalised_to_nothing() {
    let x = zeros([0, 4, 2, 2]).requires_grad();
    let mut batch = BatchNorm2d::<4>::default();
    batch.eval();
    let layers: [Box<dyn Layer>; 4] = [
        Box::new(LayerNorm::<2>::default()),
        Box::new(GroupNorm::<2, 4>::default()),
        Box::new(InstanceNorm::<4>::default().affine()),
        Box::new(batch),
    ];
    for layer in layers {
        let y = layer.forward(&x);
        assert_eq!(y.shape(), x.shape());
        let gradients = y.sum().backward();
        assert_eq!(gradients.of(&x).shape(), x.shape());
        for (name, parameter) in layer.parameters() {
            assert_eq!(gradients.named(&*layer)[&name], parameter.zeros_like());
        }
    }
}
