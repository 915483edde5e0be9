export { composeFile } from './compose-file';
export { containersOf, type Container } from './container';
export { writeDeployment, type DeploymentKind } from './deployment-files';
export { manifestFiles, type GeneratedFile } from './manifests';
