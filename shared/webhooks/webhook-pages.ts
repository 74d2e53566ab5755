import type * as z from 'zod';
import { permanent } from '../contracts/problem.ts';
import type { PlainEndpoints } from '../ports/target-registry.ts';
import type { EndpointName, WebhookClient } from './webhook-client.ts';

/** A hundred thousand machines; whoever goes on after that does not end. */
const MOST_PAGES = 100;

interface PagedCall<Schema extends z.ZodType<{ next?: string | undefined }>> {
  endpoint: EndpointName;
  question: { owner: string } & Record<string, unknown>;
  answer: Schema;
}

/** One page after the other, until the last; all of them, or a throw (rule 4). */
export async function* pagesOf<Schema extends z.ZodType<{ next?: string | undefined }>>(
  client: WebhookClient,
  endpoints: PlainEndpoints,
  { endpoint, question, answer }: PagedCall<Schema>,
): AsyncGenerator<z.infer<Schema>> {
  let after: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const cursor = after === undefined ? {} : { after };
    const page = await client.send(endpoints, { endpoint, question: { ...question, ...cursor }, answer });
    yield page;
    if (page.next === undefined) return;
    after = page.next;
  }
  throw permanent(
    'webhookListEndless',
    `The list of the endpoint ${endpoint} had no end after ${MOST_PAGES} pages.`,
    'Let the receiver leave `next` out on the last page.',
  );
}
