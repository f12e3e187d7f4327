// The options of a playground. They stand in the address of the page, so that a link shows another reader the same network.

const CHOICES = {
  data: ["circles", "xor", "blobs", "moons", "spirals"],
  noise: ["0", "0.05", "0.1", "0.2", "0.3", "0.5"],
  activation: ["tanh", "relu", "sigmoid", "linear"],
  optimizer: ["sgd", "momentum", "adam"],
  lr: ["0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3"],
  batch: ["1", "5", "10", "20", "50", "200"],
  penalty: ["none", "l1", "l2"],
  strength: ["0", "0.001", "0.003", "0.01", "0.03", "0.1"],
};
// What is called the same in every language; the other choices have words.
const NAMES = { relu: "ReLU", sgd: "SGD", adam: "Adam", l1: "L1", l2: "L2" };
const FEATURES = [
  ["x1", "x₁"], ["x2", "x₂"], ["x1^2", "x₁²"], ["x2^2", "x₂²"], ["x1*x2", "x₁x₂"], ["sin(x1)", "sin x₁"], ["sin(x2)", "sin x₂"],
];
const START = {
  data: "circles", noise: "0.1", seed: "0", features: "x1,x2", layers: "4-2", activation: "tanh", optimizer: "sgd", lr: "0.1",
  batch: "10", penalty: "none", strength: "0.001",
};
const [MOST_LAYERS, MOST_NEURONS] = [6, 8];

/** The options in the address of the page, if it has some for a playground. */
function inAddress() {
  const [, text] = location.hash.split("#playground:");
  return text ? Object.fromEntries(new URLSearchParams(text.replaceAll("+", "%2B"))) : {};
}

function asText(options) {
  return Object.entries(options).map(([name, value]) => `${name}=${value}`).join("&");
}
