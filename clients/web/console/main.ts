import { createApp } from 'vue';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import './console.css';
import ConsolePage from './ConsolePage.vue';
import { router } from './router';
import { words } from './words';

createApp(ConsolePage).use(createLanguage(words)).use(router).mount('#app');
