import { bearer, call, tokenOf } from './client';
import { issue, relyingToken, verify, type CredentialFile } from './issuing';
import { BAICHENG, ISSUER, MATTER, openWorld, QIQIHAR, type World } from './world';

describe('verification over HTTP', () => {
  let world: World;
  let file: CredentialFile;
  beforeAll(async () => {
    world = await openWorld();
    [file] = (await issue(world, 'first')) as [CredentialFile];
  });
  afterAll(async () => {
    await world.close();
  });

  it('judges a licence of another city and hands out a receipt', async () => {
    const { status, body } = await verify(world, { credential: file, matter: MATTER });
    expect(status).toBe(200);
    console.log(JSON.stringify(body, null, 1));
    expect(body).toMatchObject({ lamps: { genuine: 'green', inForce: 'green' } });
  });
});
