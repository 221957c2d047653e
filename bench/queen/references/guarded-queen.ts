/**
 * A queen of this project on a free port of loopback. With the argument `guarded` it has access control, and answers a message with a
 * number of hives with as many tokens, of `hive-00000` and so on.
 */
import { type Access, openAccess } from '@rbee/access';
import { buildQueen } from '@rbee/queen';

const access = process.argv.includes('guarded') ? await openAccess({ file: ':memory:' }) : undefined;
const queen = await buildQueen({
  ...{ host: '127.0.0.1', port: 0, version: '0.1.0', addressShare: 1 },
  ...(access && { access }),
});
const address = await queen.listen({ host: '127.0.0.1', port: 0 });
process.on('message', (hives) => process.send?.(access ? tokensOf(access, Number(hives)) : []));
process.send?.({ port: Number(new URL(address).port) });

function tokensOf({ hives }: Access, count: number): string[] {
  const invited = hives.invite({ uses: count }, { who: 'machine', address: null });
  if (!invited.ok) throw new Error(invited.refusal.detail);
  return Array.from({ length: count }, (_, index) => {
    const hive_id = `hive-${String(index).padStart(5, '0')}`;
    const joined = hives.join({ code: invited.value.code, hive_id }, { address: '127.0.0.1', agent: '' });
    if (!joined.ok) throw new Error(joined.refusal.detail);
    return joined.value.token;
  });
}
