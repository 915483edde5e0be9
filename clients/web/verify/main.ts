import { createApp } from 'vue';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import VerifyPage from './VerifyPage.vue';
import { words } from './words';

createApp(VerifyPage).use(createLanguage(words)).mount('#app');
