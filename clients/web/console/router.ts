import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router';

/** Pages of the console in the order of its menu; each is loaded when it is first opened. */
export const MENU = [
  'overview',
  'waiting',
  'authorities',
  'groups',
  'types',
  'matters',
  'agreements',
  'disputes',
  'cases',
  'seals',
  'certificates',
] as const;

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue') },
  { path: '/waiting', name: 'waiting', component: () => import('./pages/WaitingPage.vue') },
  { path: '/authorities', name: 'authorities', component: () => import('./pages/AuthoritiesPage.vue') },
  {
    path: '/authorities/:id',
    name: 'authority',
    component: () => import('./pages/AuthorityPage.vue'),
    props: true,
  },
  { path: '/groups', name: 'groups', component: () => import('./pages/GroupsPage.vue') },
  { path: '/groups/:id', name: 'group', component: () => import('./pages/GroupPage.vue'), props: true },
  { path: '/types', name: 'types', component: () => import('./pages/TypesPage.vue') },
  { path: '/matters', name: 'matters', component: () => import('./pages/MattersPage.vue') },
  { path: '/agreements', name: 'agreements', component: () => import('./pages/AgreementsPage.vue') },
  {
    path: '/agreements/:id',
    name: 'agreement',
    component: () => import('./pages/AgreementPage.vue'),
    props: true,
  },
  { path: '/disputes', name: 'disputes', component: () => import('./pages/DisputesPage.vue') },
  { path: '/cases', name: 'cases', component: () => import('./pages/CasesPage.vue') },
  { path: '/cases/:id', name: 'case', component: () => import('./pages/CasePage.vue'), props: true },
  { path: '/seals', name: 'seals', component: () => import('./pages/SealsPage.vue') },
  { path: '/certificates', name: 'certificates', component: () => import('./pages/CertificatesPage.vue') },
  { path: '/:rest(.*)*', redirect: '/' },
];

/** The page stands behind the `#`: the gateway serves one file, and no server sees what is looked at. */
export const router = createRouter({ history: createWebHashHistory(), routes });
