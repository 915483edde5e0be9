import { createApp } from 'vue';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import ThirdPartyPage from './ThirdPartyPage.vue';
import { words } from './words';

createApp(ThirdPartyPage).use(createLanguage(words)).mount('#app');
