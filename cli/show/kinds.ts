/** Signs of what stands in a tree. */
export const GLYPHS = {
  fleet: '⊞',
  rollout: '⟳',
  reaction: '↻',
  unit: '▣',
  instance: '□',
  step: '›',
  gate: 'α',
  deployment: '⇢',
  others: '…',
};
export type Kind = keyof typeof GLYPHS;
