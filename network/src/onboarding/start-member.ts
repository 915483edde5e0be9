import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import type { ChaincodePackage } from '../operator/chaincode-package';
import type { NetworkHome } from '../operator/home';
import {
  awaitNode,
  checkPorts,
  runningPid,
  startNode,
  stopNode,
  type NodeProgram,
} from '../operator/node-process';
import { chaincodeProgram, peerProgram, type Programs } from '../operator/node-programs';
import type { Step } from '../operator/step';
import type { MemberPlan } from '../topology';

export interface JoinOptions {
  /** Of the newcomer alone: its plan, its certificates, its nodes. */
  readonly home: NetworkHome;
  readonly member: MemberPlan;
  readonly programs: Programs;
  readonly chaincode: ChaincodePackage;
  readonly tell?: (step: Step) => void;
}

const nodeWithinMs = 30_000;

/** Starts the newcomer's peers and its chaincode server; those that run are left alone. @throws OperatorFault */
export async function startMember(options: JoinOptions): Promise<boolean> {
  await stopOtherVersion(options);
  const programs = programsOf(options);
  const down = programs.filter((program) => runningPid(program) === undefined);
  await checkPorts(down);
  for (const program of down) await startNode(program);
  await Promise.all(programs.map((program) => awaitNode(program, nodeWithinMs)));
  return down.length > 0;
}

/** A chaincode server answers to one package id: that of another version makes way. */
async function stopOtherVersion({ home, member, chaincode }: JoinOptions): Promise<void> {
  const folder = home.node(member, 'chaincode');
  const note = join(folder, 'package-id');
  const former = existsSync(note) ? readFileSync(note, 'utf8') : chaincode.id;
  if (former !== chaincode.id) await stopNode({ folder }, 10_000);
  writeWhole(note, chaincode.id);
}

function programsOf({ home, member, programs, chaincode }: JoinOptions): readonly NodeProgram[] {
  return [
    ...home.peers.map((placed) => peerProgram(home, programs, placed)),
    chaincodeProgram(home, programs, member, chaincode.id),
  ];
}
