//! A deep Q-network (Mnih et al., 2015), with the judge of van Hasselt et al. (2016), learns to keep CartPole's pole
//! upright. `MANABI_LONG=1` gives it the time to do so up to the end of the episode.

use manabi::prelude::*;
use manabi::rl::{CartPole, ReplayBuffer};

#[derive(Module, Default, Clone)]
struct QNetwork {
    hidden1: Linear<4, 128>,
    hidden2: Linear<128, 128>,
    out: Linear<128, 2>,
}

impl QNetwork {
    fn forward(&self, x: &Tensor) -> Tensor {
        let h = self.hidden1.forward(x).relu(); // (batch, 128)
        self.out.forward(&self.hidden2.forward(&h).relu()) // (batch, actions)
    }

    fn best(&self, observation: &Tensor) -> usize {
        no_grad(|| self.forward(&observation.unsqueeze(0))).argmax(1).item()
    }
}

/// The mean length of twenty episodes that begin like no other ones.
fn mean_length(net: &QNetwork, begin: u64) -> f32 {
    let mut steps = 0;
    for episode in 0..20 {
        let mut env = CartPole::new();
        let mut observation = env.reset(begin + episode);
        loop {
            let step = env.step(net.best(&observation));
            steps += 1;
            if step.ended() {
                break;
            }
            observation = step.observation;
        }
    }
    steps as f32 / 20.0
}

/// Trains for so many steps of the environment, and gives the best of ten networks on the way.
fn trained(steps: usize) -> QNetwork {
    let mut net = QNetwork::default();
    let (mut target, mut opt) = (net.clone(), Adam::new(3e-4));
    let mut buffer = ReplayBuffer::new(50_000, 0);
    let mut env = CartPole::new();
    let (mut episode, mut observation) = (0, env.reset(0));
    let mut best = (0.0, net.clone());
    for now in 1..=steps {
        let exploring = (1.0 - now as f32 / (0.3 * steps as f32)).max(0.05);
        let random = rand(1).item() < exploring;
        let action = if random { randint(2, 1).item() } else { net.best(&observation) };
        let step = env.step(action);
        buffer.push(&observation, action, step.reward, &step.observation, step.terminated);
        observation = if step.ended() {
            episode += 1;
            env.reset(episode)
        } else {
            step.observation
        };
        if now % 200 == 0 {
            target = net.clone();
        }
        if now < 1000 {
            continue;
        }
        let batch = buffer.sample(64);
        let goal = no_grad(|| {
            let next = net.forward(&batch.next_observations).argmax(1).unsqueeze(1);
            let future = target.forward(&batch.next_observations).gather(1, &next).squeeze(1);
            &batch.rewards + (1. - batch.ends.to_f32()) * future * 0.99
        });
        let values = net.forward(&batch.observations).gather(1, &batch.actions.unsqueeze(1));
        let mut gradients = huber_loss(&values.squeeze(1), &goal, 1.).backward();
        gradients.clip_norm(10.);
        opt.step(&mut net, &gradients);
        if now % (steps / 10) == 0 {
            let length = mean_length(&net, 1_000_000);
            if length > best.0 {
                best = (length, net.clone());
            }
        }
    }
    best.1
}

#[test]
fn a_dqn_keeps_the_pole_upright() {
    let long = std::env::var_os("MANABI_LONG").is_some();
    manual_seed(0);
    let (steps, least) = if long { (50_000, 450.0) } else { (10_000, 100.0) };
    let length = mean_length(&trained(steps), 2_000_000);
    println!("the pole stands for {length} of 500 steps");
    assert!(length >= least, "{length}");
}
