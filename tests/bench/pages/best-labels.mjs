/** Softmax and the best five, as such a page does it. */
export function bestLabels(logits, labels, count = 5) {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers
    .map((power, index) => ({ label: labels[index], score: power / sum }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}
