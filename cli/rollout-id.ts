/** A rollout's id is its fleet's name and when it began. */
const ROLLOUT_ID = /-\d{8}T\d{9}Z$/;

export function isRolloutId(text: string): boolean {
  return ROLLOUT_ID.test(text);
}
