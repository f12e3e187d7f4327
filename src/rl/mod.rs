//! Reinforcement learning: environments to act in, and what collects experience in them.
//!
//! - one interface, [`Environment`]: [`CartPole`], [`Catch`], [`GridWorld`], [`Bandit`], [`MailCampaign`],
//!   [`TicTacToeMatch`]
//! - those whose model can be asked, [`Tabular`]: [`GridWorld`], [`Bandit`], [`MailCampaign`]
//! - a game to search in: [`TicTacToe`]
//! - experience: [`ReplayBuffer`] keeps it, [`VecEnv`] collects it in many copies, [`play()`] films an episode
//!
//! Everything that is random follows from the seed that an environment is reset with.
//!
//! ```
//! use manabi::prelude::*;
//! use manabi::rl::CartPole;
//!
//! let mut env = CartPole::new();
//! let mut observation = env.reset(0);
//! let mut total = 0.;
//! loop {
//!     let action = (observation[2] > 0.) as usize; // push to where the pole leans
//!     let step = env.step(action);
//!     total += step.reward;
//!     if step.ended() {
//!         break;
//!     }
//!     observation = step.observation;
//! }
//! assert!(total > 20.);
//! rl::play(&mut env, 1, |x| (x[2] > 0.) as usize).show();
//! ```

// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod bandit;
#[doc(hidden)]
pub mod cart_pole;
#[doc(hidden)]
pub mod catch;
mod course;
#[doc(hidden)]
pub mod environment;
#[doc(hidden)]
pub mod grid_world;
#[doc(hidden)]
pub mod mail_campaign;
#[doc(hidden)]
pub mod play;
#[doc(hidden)]
pub mod replay_buffer;
mod tabular;
#[doc(hidden)]
pub mod tic_tac_toe;
#[doc(hidden)]
pub mod tic_tac_toe_match;
#[doc(hidden)]
pub mod vec_env;

pub use bandit::Bandit;
pub use cart_pole::CartPole;
pub use catch::Catch;
pub use environment::{Environment, Step};
pub use grid_world::GridWorld;
pub use mail_campaign::MailCampaign;
pub use play::{Episode, play};
pub use replay_buffer::{Batch, ReplayBuffer};
pub use tabular::{Tabular, Transition};
pub use tic_tac_toe::{Player, TicTacToe};
pub use tic_tac_toe_match::TicTacToeMatch;
pub use vec_env::{Rollout, VecEnv, VecStep};
