import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import document from '../../docs/openapi.json' with { type: 'json' };

/** An answer as a client got it. */
export interface Answered {
  method: string;
  url: string;
  status: number;
  contentType: string | null;
  text: string;
}

interface DeclaredAnswer {
  content?: Record<string, object>;
}
type Declared = Record<string, { responses: Record<string, DeclaredAnswer> } | undefined>;

const ROUTES = Object.entries(document.paths as Record<string, Declared>).map(([path, declared]) => ({
  path,
  // A fixed segment goes before a parameter.
  parameters: path.split('{').length,
  matches: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  declared,
}));
ROUTES.sort((one, other) => one.parameters - other.parameters);

const ajv = new Ajv2020({ strict: false, validateFormats: false, validateSchema: false, allErrors: true });
ajv.addSchema(document, 'api');
const VALIDATORS = new Map<string, ValidateFunction>();

/** Throws unless docs/openapi.json says that the operation may answer this. What is no operation of the API passes. */
export function expectDeclared(answered: Answered): void {
  const { method, status, contentType, text } = answered;
  const { pathname } = new URL(answered.url);
  const verb = method.toLowerCase();
  const route = ROUTES.find(({ matches, declared }) => matches.test(pathname) && declared[verb]);
  if (!route) return;
  const refuse = (why: string) => {
    throw new Error(`${method} ${pathname} answered ${status} ${why}: ${text.slice(0, 500)}`);
  };
  const declared = route.declared[verb]?.responses[status];
  if (!declared) return refuse('which is not declared');
  const [type] = Object.keys(declared.content ?? {});
  if (type === undefined) return text === '' ? undefined : refuse('with a body, which is not declared');
  if (contentType !== type) return refuse(`as ${contentType}, declared is ${type}`);
  const validate = validator([
    'paths',
    route.path,
    verb,
    'responses',
    String(status),
    'content',
    type,
    'schema',
  ]);
  if (!validate(type.includes('json') ? JSON.parse(text) : text))
    refuse(`in another form than declared (${ajv.errorsText(validate.errors)})`);
}

function validator(place: string[]): ValidateFunction {
  const pointer = place.map((part) => part.replaceAll('/', '~1')).join('/');
  const known = VALIDATORS.get(pointer);
  if (known) return known;
  const made = ajv.compile({ $ref: `api#/${encodeURI(pointer)}` });
  VALIDATORS.set(pointer, made);
  return made;
}
