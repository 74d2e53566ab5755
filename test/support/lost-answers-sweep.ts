import { isDeepStrictEqual } from 'node:util';
import { type Loss, scaleOutAndInWith, type Told } from './lost-answers.ts';

/** Loses each picked call of an undisturbed story in turn, before and after it was done, and tells where it ended otherwise. */
export async function loseEach(isPicked: (nth: number) => boolean): Promise<{
  undisturbed: Told;
  tried: number;
  differences: { loss: Loss; told: Told }[];
}> {
  const { told: undisturbed, calls } = await scaleOutAndInWith();
  const picked = Array.from({ length: calls }, (_each, nth) => nth).filter(isPicked);
  const losses = picked.flatMap((nth) => [
    { nth, when: 'before' as const },
    { nth, when: 'after' as const },
  ]);
  const differences: { loss: Loss; told: Told }[] = [];
  for (const loss of losses) {
    const { told } = await scaleOutAndInWith(loss);
    if (!isDeepStrictEqual(told, undisturbed)) differences.push({ loss, told });
  }
  return { undisturbed, tried: losses.length, differences };
}
