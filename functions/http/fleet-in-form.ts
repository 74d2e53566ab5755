import { Fleet } from '../../shared/contracts/fleet.ts';
import type { Dependencies } from '../dependencies.ts';
import { parseDocument } from '../policies/parse-document.ts';
import { NotInForm } from './problem-details.ts';
import { documentInForm, placed, type SentDocument } from './read-document.ts';

/** The fleet that was sent; throws 400 with every problem, also those that only this installation's settings show. */
export async function fleetInForm({ registry }: Dependencies, sent: SentDocument): Promise<Fleet> {
  const fleet = documentInForm(Fleet, sent, 'fleet');
  const flaws = await registry.flaws(fleet);
  if (flaws.length === 0) return fleet;
  const parsed = parseDocument(sent.text, sent.format);
  throw new NotInForm('fleet', parsed.ok ? placed(flaws, parsed.placeOf) : flaws);
}
