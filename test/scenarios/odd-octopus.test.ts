import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { always, tinyServer, type TinyServer } from '../azure-adapter/tiny-server.ts';
import { scenario } from '../support/scenario.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const said = (...errors: string[]) => ({ ErrorMessage: 'There was a problem.', Errors: errors });
const MEGABYTE = 'x'.repeat(1024 * 1024);
const page = (...Items: object[]) => ({ TotalResults: Items.length, Items });

function endless(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write('['), 50);
  response.once('close', () => clearInterval(timer));
}

function huge(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  let sent = 0;
  const more = () => {
    if (response.destroyed) return;
    if (sent++ < 50) response.write(MEGABYTE, more);
    else response.end();
  };
  more();
}

const otherSpace: Answer = (request, response) =>
  always(200, request.url?.startsWith('/api/spaces') ? page({ Id: 'Spaces-9', Name: 'Elsewhere' }) : page())(
    request,
    response,
  );

/** What Octopus, or something in its place, answers to everything; the code it is known by, and what its next step says. */
const ODD: [name: string, answer: Answer, code: string, nextStep: RegExp][] = [
  [
    '400 with errors',
    always(400, said('This.', 'And that.')),
    'octopusRejected',
    /Correct what Octopus objects to/,
  ],
  [
    '400 without a message',
    always(400, { Errors: ['only this'] }),
    'octopusRejected',
    /Correct what Octopus/,
  ],
  ['401', always(401, said()), 'octopusUnauthorized', /valid API key/],
  ['403', always(403, said('Missing permission: ProjectView')), 'octopusForbidden', /ProjectView/],
  ['404', always(404, { ErrorMessage: "The resource 'x' was not found." }), 'octopusNotFound', /Correct/],
  ['405', always(405, { ErrorMessage: 'No.', FullException: 'at Octopus' }), 'octopusRejected', /Correct/],
  ['409', always(409, said('Busy.')), 'octopusConflict', /tried again/],
  ['429 without Retry-After', always(429, ''), 'octopusThrottled', /tried again/],
  [
    '500',
    always(500, { ErrorMessage: 'Oops.', FullException: 'at Octopus' }),
    'octopusServerError',
    /tried again/,
  ],
  ['HTML in place of JSON', always(200, '<html>sign in</html>'), 'octopusUnreadableAnswer', /tried again/],
  [
    'truncated JSON',
    always(200, '{"TotalResults": 1, "Items": [{"Id"'),
    'octopusUnreadableAnswer',
    /tried again/,
  ],
  [
    'a redirect',
    always(302, '', { location: '/login' }),
    'octopusRedirected',
    /address the server itself uses/,
  ],
  ['another space only', otherSpace, 'octopusNamesNotFound', /Correct the fleet's octopus settings/],
  ['50 MB', huge, 'octopusAnswerTooLarge', /URL leads to Octopus/],
];

let odd: TinyServer;
let answer: Answer = () => undefined;
beforeAll(async () => {
  odd = await tinyServer((request, response) => answer(request, response));
});
afterAll(() => odd.stop());

/** The world's other server is as ever. */
const BESIDE_IT = {
  get oddOctopus() {
    return odd.url;
  },
  octopusTimeoutSeconds: 0.5,
};

for (const [name, odds, code, nextStep] of ODD)
  scenario(
    `${name}: the status says what to do, and other fleets go on`,
    async ({ given, when, then }) => {
      answer = odds;
      await given.aFleet('bad', { instances: 2, server: 'odd', settlesIn: 1 });
      await given.aFleet('web', { instances: 2, settlesIn: 2 });
      await then.everyReadyInstanceCarries('1.1.0', { count: 2 });

      const { waiting, problems } = await then.statusOf('bad');
      expect([waiting?.code, ...problems.map((each) => each.code)]).toContain(code);
      // Whatever is waited out is told as a problem when patience ends.
      await when.minutesPass(60);
      const told = (await then.problemsOf('bad')).find((each) => each.code === code);
      expect(told?.message).toContain('odd');
      expect(told?.nextStep).toMatch(nextStep);
    },
    BESIDE_IT,
  );

for (const [name, never] of [
  ['an answer that never ends', endless],
  ['no answer', () => undefined],
] as const)
  scenario(
    `${name}: what is waited for is on the status, and other fleets go on`,
    async ({ given, then }) => {
      answer = never;
      await given.aFleet('bad', { instances: 2, server: 'odd', settlesIn: 1 });
      await given.aFleet('web', { instances: 2, settlesIn: 5 });
      await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
      const { phase, waiting } = await then.statusOf('bad');
      expect({ phase, code: waiting?.code }).toEqual({ phase: 'reacting', code: 'octopusTimeout' });
      expect(waiting?.reason).toContain("'odd' did not answer in time");
    },
    BESIDE_IT,
  );
