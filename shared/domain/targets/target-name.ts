import type { LedgerRow } from '../../contracts/ledger.ts';

const DEFAULT = '{computerName}-{id}';

type Named = Pick<LedgerRow, 'computerName' | 'name' | 'vmId'>;

/**
 * The name a machine is registered under: its host name for people, the head of its vmId so that a replacement with
 * the same host name is another target, and so that registering twice finds the first registration again (rule 3).
 */
export function targetName({ computerName, name, vmId }: Named, template = DEFAULT): string {
  return template
    .replaceAll('{computerName}', computerName || name)
    .replaceAll('{instance}', name)
    .replaceAll('{id}', vmId.slice(0, 8))
    .replaceAll('{vmId}', vmId)
    .toLowerCase();
}

const PARTS: Record<string, string> = {
  ...{ '{computername}': '.+', '{instance}': '.+' },
  ...{ '{id}': '[0-9a-f]{8}', '{vmid}': '[0-9a-f-]{36}' },
};

/** Whether a target is called as we call those that we register, now or before there was a template. */
export function isNamedByUs(name: string, template = DEFAULT): boolean {
  return [template, DEFAULT].some((each) => namesOf(each).test(name.toLowerCase()));
}

function namesOf(template: string): RegExp {
  const pattern = template
    .toLowerCase()
    .split(/(\{[a-z]+\})/)
    .map((part) => PARTS[part] ?? part.replaceAll('.', String.raw`\.`));
  return new RegExp(`^${pattern.join('')}$`);
}
