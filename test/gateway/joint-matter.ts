import { MATTER, RELYING, TYPE, type World } from './world';

/** The relying office's own version of the matter: it needs the own fields of every holder. */
export const JOINT_MATTER = `${RELYING}3${MATTER}`;

export async function defineJointMatter(world: World): Promise<void> {
  await world.submit(RELYING, 'matter', 'define', {
    code: JOINT_MATTER,
    name: { zh: '演示共有事项', en: 'Demo matter of all owners' },
    kind: '01',
    legalBasis: [{ title: '演示条例', article: '第二条' }],
    from: '2026-06-01',
    materials: [
      {
        types: [TYPE],
        fields: ['certificate_holder_name', 'certificate_number'],
        legalForm: 'any',
        identityLevel: 2,
        holders: 'all',
      },
    ],
  });
}
