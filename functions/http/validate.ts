import type { HttpRequest } from '@azure/functions';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { parseDocument } from '../policies/parse-document.ts';
import { fleetInForm } from './fleet-in-form.ts';
import { DocumentKind } from './operations/parameters.ts';
import { type FieldError, NotInForm } from './problem-details.ts';
import { inFormOf } from './read-body.ts';
import { readDocument, type SentDocument } from './read-document.ts';
import { policyIn } from './rollouts/read-policy-of.ts';

/** `POST /api/validate`: what is wrong with a fleet or a policy, all of it and where; nothing is kept. */
export function validate(deps: Dependencies): Handler {
  return async (request) => {
    const sent = await readDocument(request);
    const kind = kindOf(request, sent);
    const errors = await errorsIn(deps, kind, sent);
    return { jsonBody: { kind, isValid: errors.length === 0, errors } };
  };
}

/** As the query says, or by what only one of them has. */
function kindOf({ query }: HttpRequest, { text, format }: SentDocument): DocumentKind {
  const asked = query.get('kind');
  if (asked !== null) return inFormOf(DocumentKind, asked, 'kind in the query');
  const parsed = parseDocument(text, format);
  const isObject = parsed.ok && typeof parsed.value === 'object' && parsed.value !== null;
  return isObject && 'scaleSet' in (parsed.value as object) ? 'fleet' : 'policy';
}

async function errorsIn(deps: Dependencies, kind: DocumentKind, sent: SentDocument): Promise<FieldError[]> {
  try {
    if (kind === 'fleet') await fleetInForm(deps, sent);
    else await policyIn(deps, sent);
    return [];
  } catch (error) {
    if (error instanceof NotInForm) return error.errors;
    throw error;
  }
}
