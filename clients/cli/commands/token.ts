import type { CommandEntry } from '../command';
import { bilingual } from '../language';
import { EXIT } from '../trouble';

const authorityOption = {
  flags: '--authority <code>',
  summary: bilingual(
    '行政主体的统一社会信用代码（默认取自证书）',
    'credit code of the authority (default: from the certificate)',
  ),
} as const;

export const tokenCommands: readonly CommandEntry[] = [
  {
    path: ['token'],
    summary: bilingual('生成访问令牌（五分钟内有效）', 'make an API token (good for five minutes)'),
    options: [authorityOption],
    notes: bilingual(
      '示例：curl -H "Authorization: Bearer $(huren token)" …',
      'Example: curl -H "Authorization: Bearer $(huren token)" …',
    ),
    async run(session) {
      const token = await (await session.signedClient()).token();
      session.show({ token }, () => [token]);
      return EXIT.ok;
    },
  },
];

export { authorityOption };
