import { createApp } from 'vue';
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-button.css';
import 'element-plus/theme-chalk/el-collapse.css';
import 'element-plus/theme-chalk/el-collapse-item.css';
import { createLanguage } from '../shell/language';
import '../shell/theme.css';
import './counter.css';
import CounterPage from './CounterPage.vue';
import { words } from './words';

createApp(CounterPage).use(createLanguage(words)).mount('#app');
